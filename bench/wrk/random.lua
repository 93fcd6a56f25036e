-- Bytes from the kernel's random source.
local random = {}

function random.bytes(count)
    local source = assert(io.open("/dev/urandom", "rb"))
    local bytes = assert(source:read(count))
    source:close()
    return bytes
end

function random.hex(count)
    return (random.bytes(count):gsub(".", function(byte)
        return string.format("%02x", byte:byte())
    end))
end

return random
