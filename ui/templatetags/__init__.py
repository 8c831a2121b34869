"""Tags and filters of the component set."""
