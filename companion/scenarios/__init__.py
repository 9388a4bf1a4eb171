"""The worked systems of CONTENT, as lessons run them: a coffee shop, a food delivery, a shop.

Each module wires services on a bus it is given and says what the customer does; none prints or draws. Modules
are imported one by one, because the registry keeps one class per event name.
"""
