-- PUT PREFIX0, PREFIX1, …, each with BYTES that nothing else has: [PREFIX BYTES].

dofile(os.getenv("WRK_SCRIPTS") .. "/found.lua")

local prefix, filling
local number = -1

init = function(arguments)
   prefix = arguments[1]
   local bytes = {}
   for index = 1, tonumber(arguments[2]) do
      bytes[index] = string.char(math.random(0, 255))
   end
   filling = table.concat(bytes)
end

request = function()
   number = number + 1
   local path = prefix .. number
   -- The path makes it unlike all others; what it replaces keeps the size.
   return wrk.format("PUT", path, nil, path .. filling:sub(#path + 1))
end
