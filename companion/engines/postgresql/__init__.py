"""PostgreSQL: a store, change data capture, and a server found or started."""
