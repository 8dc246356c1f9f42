"""The samples of the pages: requests, and the shapes of their answers."""
