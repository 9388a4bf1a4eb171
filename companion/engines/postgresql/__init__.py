"""PostgreSQL: a store, the changes that its log tells, and a server found or started."""
