"""The library inside a company's network: one web application with the page, health, metrics and embedding."""
