*** Settings ***
Documentation       Replaces the account to which a member is reimbursed.
Resource            ../keywords/bank_details.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Change Bank Details
    [Documentation]    Another account on the screen is there to be replaced.
    Record Once    bank details    Enter Bank Details    lookup=Read Bank Details To Replace
    Verify Step    bank details    Read Bank Details
