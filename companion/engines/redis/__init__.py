"""Redis and Valkey: a broker on streams, views and read models, and a server found or started."""
