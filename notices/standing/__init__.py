"""Where the parties stand: sellers by the findings against them, filers by how often their notices were right."""
