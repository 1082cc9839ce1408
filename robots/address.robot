*** Settings ***
Documentation       Replaces a member's postal address.
Resource            ../keywords/address.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Change Address
    [Documentation]    Another address on the screen is there to be replaced.
    Record Once    address    Enter Address    lookup=Read Address To Replace
    Verify Step    address    Read Address
