*** Settings ***
Documentation       Issues a parking permit.
Resource            ../keywords/permit.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Issue Permit
    [Documentation]    One permit a car.
    Record Once    permit    Enter Permit    lookup=Read Permit
    Verify Step    permit    Read Permit
