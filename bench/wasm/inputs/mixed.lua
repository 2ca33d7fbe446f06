-- What Lua programs do: calls, tables, strings, closures, metatables, coroutines, errors. Prints a checksum of each part.

local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print("fib", fib(24))

local function sieve(n)
  local composite, count = {}, 0
  for i = 2, n do
    if not composite[i] then
      count = count + 1
      for j = i * i, n, i do composite[j] = true end
    end
  end
  return count
end
print("sieve", sieve(60000))

local function multiply(n)
  local a, b = {}, {}
  for i = 1, n do
    a[i], b[i] = {}, {}
    for j = 1, n do a[i][j], b[i][j] = (i + j) % 7, (i * j) % 5 end
  end
  local trace = 0.0
  for i = 1, n do
    local row = a[i]
    for j = 1, n do
      local sum = 0.0
      for k = 1, n do sum = sum + row[k] * b[k][j] end
      if i == j then trace = trace + sum end
    end
  end
  return trace
end
print("multiply", multiply(50))

local words = {}
for word in ("the quick brown fox jumps over the lazy dog while the cat sleeps"):rep(40, " "):gmatch("%a+") do
  words[word] = (words[word] or 0) + #word
end
local names = {}
for name in pairs(words) do names[#names + 1] = name end
table.sort(names)
for i, name in ipairs(names) do names[i] = name .. "=" .. words[name] end
print("words", table.concat(names, ","))

local parts = {}
for i = 1, 3000 do parts[i] = string.format("%05d:%s", i * 7919 % 10007, ("x"):rep(i % 5)) end
table.sort(parts)
print("strings", #table.concat(parts), parts[1500])

local Point = {}
Point.__index = Point
Point.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Point) end
function Point:length() return self.x * self.x + self.y * self.y end
local sum = setmetatable({ x = 0, y = 0 }, Point)
for i = 1, 30000 do sum = sum + setmetatable({ x = i % 3, y = i % 5 }, Point) end
print("objects", sum:length())

local generated = 0
local producer = coroutine.wrap(function() for i = 1, 20000 do coroutine.yield(i) end return 0 end)
while true do
  local value = producer()
  if value == 0 then break end
  generated = generated + value % 11
end
print("coroutines", generated)

local caught = 0
for i = 1, 20000 do
  local ok, problem = pcall(function() if i % 2 == 0 then error(i, 0) end return i end)
  if not ok then caught = caught + problem % 13 end
end
print("errors", caught)
