/* The file in which the key of an envelope lives. */
#include "base/envelope.h"
#include "base/sha.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_MOST = 128, HEX = 2 * ENVELOPE_KEY_BYTES, BASE64 = 44 };

void envelope_key_forget(struct envelope_key *key)
{
    OPENSSL_cleanse(key, sizeof *key);
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool from_hex(struct str line, struct envelope_key *key_r)
{
    if (line.len != HEX)
        return false;
    for (size_t i = 0; i < ENVELOPE_KEY_BYTES; i++) {
        int high = digit_of(line.at[2 * i]), low = digit_of(line.at[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        key_r->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* OpenSSL counts the padding as bytes, and takes blanks. */
static bool from_base64(struct str line, struct envelope_key *key_r)
{
    uint8_t bytes[BASE64 / 4 * 3];
    if (line.len != BASE64 || line.at[BASE64 - 1] != '=' || line.at[BASE64 - 2] == '=' ||
        memchr(line.at, ' ', line.len))
        return false;
    if (EVP_DecodeBlock(bytes, (const uint8_t *)line.at, BASE64) != sizeof bytes)
        return false;
    memcpy(key_r->bytes, bytes, ENVELOPE_KEY_BYTES);
    OPENSSL_cleanse(bytes, sizeof bytes);
    return true;
}

static bool is_private(int file, const char *path, struct error *error)
{
    struct stat seen;
    if (fstat(file, &seen) != 0)
        return error_at(error, ERROR_INVALID, path, "cannot be looked at: %m");
    if (seen.st_mode & (S_IRWXG | S_IRWXO))
        return error_at(error, ERROR_INVALID, path,
                        "others may read or change this key (mode %03o): chmod 600",
                        (unsigned)seen.st_mode & 0777);
    return true;
}

static bool read_line(int file, char line[LINE_MOST], size_t *len_r)
{
    size_t len = 0;
    ssize_t got;
    while (len < LINE_MOST && (got = read(file, line + len, LINE_MOST - len)) != 0) {
        if (got > 0)
            len += (size_t)got;
        else if (errno != EINTR)
            return false;
    }
    while (len && isspace((unsigned char)line[len - 1]))
        len--;
    *len_r = len;
    return true;
}

bool envelope_key_read(const char *path, struct envelope_key *key_r, struct error *error)
{
    char line[LINE_MOST];
    size_t len;
    bool ok = false;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0)
        return error_at(error, ERROR_INVALID, path, "the key cannot be read: %m");
    if (!is_private(file, path, error))
        goto done;
    if (!read_line(file, line, &len)) {
        error_at(error, ERROR_INVALID, path, "the key cannot be read: %m");
        goto done;
    }
    ok = from_hex((struct str){line, len}, key_r) || from_base64((struct str){line, len}, key_r);
    if (!ok)
        error_at(error, ERROR_INVALID, path,
                 "is no key: one line with 32 bytes in base64 (44 characters) or hexadecimal (64)");
done:
    OPENSSL_cleanse(line, sizeof line);
    close(file);
    return ok;
}

bool envelope_key_make(const char *path, struct error *error)
{
    struct envelope_key key;
    uint8_t line[BASE64 + 1];
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return error_at(error, ERROR_CONFLICT, path, "the key cannot be made: %m");
    random_bytes(key.bytes, sizeof key.bytes);
    EVP_EncodeBlock(line, key.bytes, sizeof key.bytes);
    line[BASE64] = '\n';
    bool ok = write(file, line, sizeof line) == (ssize_t)sizeof line && fsync(file) == 0;
    if (!ok)
        error_at(error, ERROR_BUSY, path, "the key cannot be written: %m");
    close(file);
    if (!ok)
        unlink(path);
    envelope_key_forget(&key);
    OPENSSL_cleanse(line, sizeof line);
    return ok;
}
