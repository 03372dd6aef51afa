-- Issues commissions and accepts each: PATH BODY-FILE.

dofile(os.getenv("WRK_SCRIPTS") .. "/found.lua")

local path, commission
local issued = {}

init = function(arguments)
   path = arguments[1]
   commission = assert(io.open(arguments[2], "rb")):read("*a")
end

request = function()
   local serial = table.remove(issued)
   if serial then
      return wrk.format("POST", path .. "/" .. serial .. "/action", nil, '{"accept": ""}')
   end
   return wrk.format("POST", path, nil, commission)
end

response = function(status, headers, body)
   local serial = body:match('"serial": *(%d+)')
   if serial then
      issued[#issued + 1] = serial
   end
end
