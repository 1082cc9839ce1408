*** Settings ***
Documentation       Asks for copies of a civil record.
Resource            ../keywords/deposit.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Deposit Request
    [Documentation]    One request a reference.
    Record Once    request    Enter Request    lookup=Find Request
    Verify Step    request    Find Request
