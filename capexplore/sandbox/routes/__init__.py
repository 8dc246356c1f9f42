"""What each simulated action does: one module per version and entity."""
