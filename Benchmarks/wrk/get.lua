-- GET PREFIX0 … PREFIX(COUNT - 1), around and around.

dofile(os.getenv("WRK_SCRIPTS") .. "/found.lua")

local prefix, count
local number = -1

init = function(arguments)
   prefix, count = arguments[1], tonumber(arguments[2])
end

request = function()
   number = (number + 1) % count
   return wrk.format("GET", prefix .. number)
end
