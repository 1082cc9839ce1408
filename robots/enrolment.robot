*** Settings ***
Documentation       Enrols a member under a collective contract, with household and bank details.
Resource            ../keywords/enrolment.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Enrol A Member
    [Documentation]    Each record is made once, whatever happened to earlier attempts.
    Record Once    member    Create Member    lookup=Find Member
    Record Once    address    Enter Address    lookup=Read Address
    Record Once    bank details    Enter Bank Details    lookup=Read Bank Details
    Record Once    affiliation    Affiliate To Contract    lookup=Find Affiliation
    For Each Dependant    Record Once    dependant    Add Dependant    lookup=Find Dependant
    Check What The Back-End Shows
