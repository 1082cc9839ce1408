*** Settings ***
Documentation       Posts a transaction of the general ledger.
Resource            ../keywords/gl.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Post Transaction
    [Documentation]    One transaction a reference.
    Record Once    transaction    Enter Transaction    lookup=Find Transaction
    Verify Step    transaction    Find Transaction
