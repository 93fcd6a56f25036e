-- POST of a new 64 KiB dump per request, as a form with one file part.
-- Formats every request anew, as put_unique.lua must, so that both servers
-- face a load generator with the same work of its own.
local random = require "random"

local BOUNDARY = "----crash-store-bench"
local PAYLOAD = random.bytes(65536)
local HEAD = "--" .. BOUNDARY .. "\r\n"
    .. 'Content-Disposition: form-data; name="file"; filename="'
local MIDDLE = '.dmp"\r\nContent-Type: application/octet-stream\r\n\r\n' .. PAYLOAD
local TAIL = "\r\n--" .. BOUNDARY .. "--\r\n"

local prefix = random.hex(8)
local count = 0

wrk.headers["Content-Type"] = "multipart/form-data; boundary=" .. BOUNDARY

function request()
    count = count + 1
    return wrk.format("POST", nil, nil, HEAD .. prefix .. "-" .. count .. MIDDLE .. TAIL)
end

done = require("report").done
