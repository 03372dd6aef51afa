-- PUT PREFIX0?hashmap, PREFIX1?hashmap, …, all of the content whose hashmap is in a file: [PREFIX BODY-FILE].

dofile(os.getenv("WRK_SCRIPTS") .. "/found.lua")

local prefix, body
local number = -1

init = function(arguments)
   prefix = arguments[1]
   body = assert(io.open(arguments[2], "rb")):read("*a")
end

request = function()
   number = number + 1
   return wrk.format("PUT", prefix .. number .. "?hashmap&format=json", nil, body)
end
