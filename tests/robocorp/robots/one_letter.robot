*** Settings ***
Documentation       Works the one item that was loaded for it, and leaves the release to the end of the run.
Library             RPA.Robocorp.WorkItems


*** Tasks ***
Write The Letter
    ${name}=    Get Work Item Variable    name
    IF    "${name}" == "nobody"    Fail    Letter to ${name} cannot be written
    Set Work Item Variable    letter    Dear ${name}
    Save Work Item
