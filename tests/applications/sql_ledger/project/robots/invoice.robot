*** Settings ***
Documentation       Posts a sales invoice.
Resource            ../keywords/invoice.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Post Invoice
    [Documentation]    One invoice an order.
    Record Once    invoice    Enter Invoice    lookup=Find Invoice
    Verify Step    invoice    Find Invoice
