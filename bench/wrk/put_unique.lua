-- PUT of 64 KiB under a name never used before.
local random = require "random"

local PAYLOAD = random.bytes(65536)

-- Every thread of every run loads this file and so gets a prefix of its own.
local prefix = random.hex(8)
local count = 0

function request()
    count = count + 1
    return wrk.format("PUT", wrk.path .. prefix .. "-" .. count, nil, PAYLOAD)
end

done = require("report").done
