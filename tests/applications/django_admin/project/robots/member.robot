*** Settings ***
Documentation       Adds a member with contracts and dependants.
Resource            ../keywords/member.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Add Member
    [Documentation]    One member a reference.
    Record Once    member    Enter Member    lookup=Read Member
    Verify Step    member    Read Member
