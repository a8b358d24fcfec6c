"""The register for programs: what officials do in the administration, through the same actions."""
