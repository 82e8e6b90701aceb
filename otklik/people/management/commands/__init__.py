"""Commands of the room `people`, reached by `otklik manage`."""
