-- GET of the paths listed in a file, one per line, over and over.
local requests = {}
local last = 0

function init(args)
    for path in io.lines(args[1]) do
        table.insert(requests, wrk.format("GET", path))
    end
end

function request()
    last = last % #requests + 1
    return requests[last]
end

done = require("report").done
