"""As the grid above prints a point, and with capitals."""

answer = {
    "sorry": "crash after save",
    "retry": "After save",
    "inside": "Before commit",
    "reconcile": "None",
}
