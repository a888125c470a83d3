"""What serves the site as the web does, and measures it."""
