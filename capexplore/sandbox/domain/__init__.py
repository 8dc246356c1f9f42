"""What the sandbox knows and does. Nothing here knows of versions, codes or HTTP."""
