"""Reading the Open Contracting Data Standard 1.1: what a release says, and what of it the register has a place for."""
