-- The same request again and again: [METHOD BODY-FILE]; GET without them.

dofile(os.getenv("WRK_SCRIPTS") .. "/found.lua")

init = function(arguments)
   if arguments[1] then
      wrk.method = arguments[1]
      wrk.body = assert(io.open(arguments[2], "rb")):read("*a")
   end
end
