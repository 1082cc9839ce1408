*** Settings ***
Documentation       Prepares enrolments from the forms of several employers, which come in one workbook.
Resource            ../../keywords/enrolment_forms.resource


*** Tasks ***
Prepare Enrolments From Forms
    [Documentation]    Everything in the workbook becomes work items, or nothing.
    Open The Workbook Of The Work Item
    Prepare Enrolments Of Each Employer
    [Teardown]    Close Workbook
