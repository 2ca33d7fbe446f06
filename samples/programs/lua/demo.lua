-- microlight run samples/programs/lua/lua.wasm - < samples/programs/lua/demo.lua
print(_VERSION, #arg)
print(pcall(error, "caught"))
print(io.open("/etc/passwd"))
