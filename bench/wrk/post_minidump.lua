-- POST of one minidump per request, whose file is named by the first argument, as a form with one
-- file part. Every upload is a dump of its own for the server.
local random = require "random"

local BOUNDARY = "----crash-store-bench"
local HEAD = "--" .. BOUNDARY .. "\r\n"
    .. 'Content-Disposition: form-data; name="file"; filename="'
local TAIL = "\r\n--" .. BOUNDARY .. "--\r\n"

local prefix = random.hex(8)
local count = 0
local middle

wrk.headers["Content-Type"] = "multipart/form-data; boundary=" .. BOUNDARY

function init(args)
    local file = assert(io.open(args[1], "rb"))
    middle = '.dmp"\r\nContent-Type: application/octet-stream\r\n\r\n' .. file:read("*a")
    file:close()
end

function request()
    count = count + 1
    return wrk.format("POST", nil, nil, HEAD .. prefix .. "-" .. count .. middle .. TAIL)
end

done = require("report").done
