"""What thaifix knows about Thai and its damage: tables only, no loops over text."""
