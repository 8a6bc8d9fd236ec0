"""Deliveries that need a person: how they came to a stop, and what people did about them."""
