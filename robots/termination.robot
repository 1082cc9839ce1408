*** Settings ***
Documentation       Ends a member's affiliation, with portability where the case asks for it.
Resource            ../keywords/termination.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Terminate An Affiliation
    [Documentation]    The member must be there; the end date is the back-end's own computation.
    Record Once    termination    Terminate Affiliation    lookup=Find Termination
    Verify Step    termination    Find Termination
