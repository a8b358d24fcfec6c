"""Chinese budgets and contracts group digits in threes (1,669,361.00); the framework's default groups none."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
