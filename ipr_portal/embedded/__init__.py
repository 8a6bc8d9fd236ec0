"""`make run` and `make test`: starts all the product needs. Standard library only: nothing is installed yet."""
