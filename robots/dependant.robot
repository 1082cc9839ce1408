*** Settings ***
Documentation       Adds a dependant to a member, or ends one's cover.
Resource            ../keywords/dependant.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case


*** Tasks ***
Add Or End A Dependant
    [Documentation]    The case's action says which.
    ${ending} =    The Case Says    action=END
    IF    ${ending}
        Record Once    dependant end    End Dependant    lookup=Find Dependant End
        Verify Step    dependant end    Find Dependant End
    ELSE
        Record Once    dependant    Add Dependant    lookup=Find Dependant
        Verify Step    dependant    Find Dependant
    END
