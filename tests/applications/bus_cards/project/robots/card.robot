*** Settings ***
Documentation       Makes a season card.
Resource            ../keywords/card.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Make Card
    [Documentation]    One card a holder.
    Record Once    card    Enter Card    lookup=Find Card
    Verify Step    card    Find Card
