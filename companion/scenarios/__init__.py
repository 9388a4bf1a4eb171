"""The worked systems of CONTENT, as lessons run them: a coffee shop, a food delivery, a shop, a bank, a
video pipeline, rides, a social network.

Each module wires services on a bus, store or broker it is given and says what people do; none prints or
draws. Modules are imported one by one, because the registry keeps one class per event name.
"""
