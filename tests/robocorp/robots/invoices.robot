*** Settings ***
Documentation       Books invoices: checks each, attaches the scan, hands it on to payment.
Library             RPA.Robocorp.WorkItems
Library             OperatingSystem
Library             Collections


*** Tasks ***
Book Invoices
    For Each Input Work Item    Book Invoice


*** Keywords ***
Book Invoice
    ${invoice}=    Get Work Item Variables
    TRY
        Check Invoice    ${invoice}
        Hand On    ${invoice}
    EXCEPT    Amount missing*    type=GLOB    AS    ${error}
        Release Input Work Item
        ...    FAILED
        ...    exception_type=BUSINESS
        ...    code=AMOUNT_MISSING
        ...    message=${error} for ${invoice}[supplier]
    EXCEPT    Portal down
        Release Input Work Item
        ...    FAILED
        ...    exception_type=APPLICATION
        ...    code=PORTAL_DOWN
        ...    message=Unable to log in, retry again later.
    END

Check Invoice
    [Arguments]    ${invoice}
    ${portal}=    Get From Dictionary    ${invoice}    portal    default=up
    IF    "${portal}" == "down"    Fail    Portal down
    IF    "amount" not in $invoice    Fail    Amount missing

Hand On
    [Arguments]    ${invoice}
    ${names}=    List Work Item Files
    FOR    ${name}    IN    @{names}
        Get Work Item File    ${name}    path=${OUTPUT DIR}${/}${name}
    END
    Set Work Item Variable    booked    ${True}
    Save Work Item
    Create Output Work Item
    Set Work Item Variables    invoice=${invoice}[number]    amount=${invoice}[amount]
    FOR    ${name}    IN    @{names}
        Add Work Item File    ${OUTPUT DIR}${/}${name}    name=copy-of-${name}
    END
    Save Work Item
