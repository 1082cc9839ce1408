*** Settings ***
Documentation       Replaces the account to which a member is reimbursed.
Resource            ../keywords/account.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Change Account
    [Documentation]    Another account on the screen is there to be replaced.
    Record Once    account    Enter Account    lookup=Read Account To Replace
    Verify Step    account    Read Account
