<?php
// A form handler as many hosts have one: it keeps what arrives, once, and reads it back to
// those who have the key. Run: FEEDBACK_KEY=… php -S 127.0.0.1:8000 feedback.php
header('Access-Control-Allow-Origin: *');
header('Content-Type: application/json');
$file = getenv('FEEDBACK_FILE');
$rows = is_file($file) ? json_decode(file_get_contents($file), true) : [];
if ($_SERVER['REQUEST_METHOD'] === 'GET') {
    if (($_GET['key'] ?? '') !== getenv('FEEDBACK_KEY')) {
        http_response_code(403);
        exit('{"error": "key"}');
    }
    exit(json_encode(['rows' => array_values($rows)]));
}
if (empty($_POST['summary'])) {
    http_response_code(422);
    exit('{"errors": {"summary": ["Say something"]}}');
}
$id = $_POST['submission_id'];
$rows[$id] ??= $_POST + ['received_at' => gmdate('c')];
file_put_contents($file, json_encode($rows), LOCK_EX);
echo json_encode(['submission_id' => $id]);
