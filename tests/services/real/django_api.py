"""An API of Django REST framework in one file: anyone may add, the team may read."""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import connection, models
from django.urls import path

settings.configure(
    SECRET_KEY="only-for-tests",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["FEEDBACK_FILE"]}
    },
    INSTALLED_APPS=["corsheaders", "rest_framework"],
    MIDDLEWARE=["corsheaders.middleware.CorsMiddleware"],
    CORS_ALLOW_ALL_ORIGINS=True,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None, "DEFAULT_AUTHENTICATION_CLASSES": []},
)
django.setup()

from rest_framework import generics, pagination, permissions, serializers  # noqa: E402


class Feedback(models.Model):
    """One submission."""

    submission_id = models.UUIDField(unique=True)
    form = models.TextField()
    page = models.TextField()
    summary = models.CharField(max_length=200)
    details = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    topics = models.JSONField(default=list)
    score = models.IntegerField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Where it belongs."""

        app_label = "real"
        ordering = ("id",)

    def __str__(self) -> str:
        """Return its id."""
        return str(self.submission_id)


class FeedbackSerializer(serializers.ModelSerializer[Feedback]):
    """All of it."""

    class Meta:
        """Of which model, and what of it."""

        model = Feedback
        fields = "__all__"


class Pages(pagination.PageNumberPagination):
    """Two a page, so that a list has a next one."""

    page_size = 2


class AddOrHaveKey(permissions.BasePermission):
    """Everyone may add; reading needs the key."""

    def has_permission(self, request: object, _view: object) -> bool:
        """Look at the method, then at the header."""
        key = request.headers.get("Authorization")  # type: ignore[attr-defined]
        return request.method == "POST" or key == f"Bearer {os.environ['FEEDBACK_KEY']}"  # type: ignore[attr-defined]


class FeedbackView(generics.ListCreateAPIView[Feedback]):
    """The list."""

    queryset = Feedback.objects.all()
    serializer_class = FeedbackSerializer
    pagination_class = Pages
    permission_classes = (AddOrHaveKey,)


urlpatterns = [path("feedback/", FeedbackView.as_view())]

if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Feedback)
    execute_from_command_line(["django", "runserver", "--noreload", sys.argv[1]])
