*** Settings ***
Documentation       Adds a customer.
Resource            ../keywords/customer.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Add Customer
    [Documentation]    One customer a number.
    Record Once    customer    Enter Customer    lookup=Find Customer
    Verify Step    customer    Find Customer
