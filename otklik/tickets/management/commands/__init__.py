"""Commands of the room `tickets`, reached by `otklik manage`."""
