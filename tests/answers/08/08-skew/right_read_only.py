from types import MappingProxyType

streams = {"savings": "contract", "checking": "contract", "grace": "grace"}

answer = (("B1", "A1", "A2", "B2"), MappingProxyType(streams))
