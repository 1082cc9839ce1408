"""What real files, machines and servers do, rebuilt: `python -m tests.field` tells what happens with each."""
