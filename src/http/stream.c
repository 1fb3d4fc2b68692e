/* Streams: an answer without an end, written as its events come. */
#include "base/arena.h"
#include "http/connection.h"

#include <stdlib.h>

struct http_stream *
http_stream(struct request *request,
            bool (*next)(void *context, struct request *request, struct buf *out), void *context)
{
    struct http_connection *connection = request->connection;
    struct http_server *server = connection->server;
    struct http_stream *stream = arena_new(&request->arena, struct http_stream);
    stream->request = request;
    stream->next = next;
    stream->context = context;
    stream->sleeper.mhd = connection->mhd;
    sleeper_arm(&stream->sleeper);
    arena_init(&stream->arena);
    buf_init(&stream->out, &stream->arena, 1024);

    pthread_mutex_lock(&server->lock);
    stream->next_stream = server->streams;
    stream->link = &server->streams;
    if (stream->next_stream)
        stream->next_stream->link = &stream->next_stream;
    server->streams = stream;
    pthread_mutex_unlock(&server->lock);

    atomic_fetch_add(&server->stream_count, 1);
    connection->stream = stream;
    return stream;
}

void http_stream_wake(struct http_stream *stream)
{
    sleeper_wake(&stream->sleeper);
}

void stream_finish(struct http_stream *stream)
{
    struct http_server *server = stream->request->connection->server;
    pthread_mutex_lock(&server->lock);
    *stream->link = stream->next_stream;
    if (stream->next_stream)
        stream->next_stream->link = stream->link;
    pthread_mutex_unlock(&server->lock);
    atomic_fetch_sub(&server->stream_count, 1);
    arena_finish(&stream->arena);
}

/* Asks for more, once everything before it is with the system. A waking from here on is seen. */
static void stream_fill(struct http_stream *stream)
{
    if (stream->arena.used > STREAM_KEPT) {
        arena_finish(&stream->arena);
        buf_init(&stream->out, &stream->arena, 1024);
    }
    stream->out.len = 0;
    stream->sent = 0;
    sleeper_arm(&stream->sleeper);
    stream->ended = atomic_load(&stream->request->connection->server->quiesced) ||
                    !stream->next(stream->context, stream->request, &stream->out);
}

ssize_t stream_read(void *context, uint64_t at, char *to, size_t most)
{
    struct http_stream *stream = context;
    (void)at;
    if (stream->sent == stream->out.len && !stream->ended)
        stream_fill(stream);
    size_t left = stream->out.len - stream->sent;
    if (left == 0 && stream->ended)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (left == 0) {
        sleeper_sleep(&stream->sleeper);
        return 0;
    }
    size_t len = left < most ? left : most;
    memcpy(to, stream->out.at + stream->sent, len);
    stream->sent += len;
    return (ssize_t)len;
}
